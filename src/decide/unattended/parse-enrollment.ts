import { approvalRules, defaultRotateBefore, type Enrollment, type RotateBefore } from '../../domain/enrollment.ts'
import type { EnrollmentForm } from '../../domain/messages/enrollment.ts'

export type ParsedEnrollment =
  | { readonly is: 'read'; readonly settings: Omit<Enrollment, 'holder' | 'enrolledBy' | 'enrolledAt'> }
  /** What is wrong, and what to write instead. */
  | { readonly is: 'wrong'; readonly problem: string }

const MAX_FREEZES = 20
const MAX_SOAK_HOURS = 720

/** Reads the form; an empty field takes its default. `longestDays`: what the tenant's policy allows. */
export function parseEnrollment(form: EnrollmentForm, longestDays: number | null = null): ParsedEnrollment {
  const lifetimeDays = form.lifetime.trim() === '' ? 90 : Number(form.lifetime)
  if (!Number.isInteger(lifetimeDays) || lifetimeDays < 1 || lifetimeDays > 730) {
    return wrong('Please give the lifetime in whole days, from 1 to 730.')
  }
  const rotateBefore = parseBefore(form.before, lifetimeDays, longestDays)
  if (typeof rotateBefore === 'string') return wrong(rotateBefore)
  const soakHours = parseSoak(form.soak)
  if (soakHours === undefined)
    return wrong('Please say how long the old secret stays as 1 to 720 hours or 1 to 30 days.')
  const approval = approvalRules.find((rule) => rule === form.approval.trim().toLowerCase())
  if (approval === undefined) return wrong('Please choose each, yearly or never for the approval.')
  const timeZone = form.zone.trim() === '' ? 'UTC' : form.zone.trim()
  if (!isZone(timeZone)) return wrong('Please give the time zone by its IANA name, such as Europe/Berlin.')
  const quietHours = parseQuiet(form.quiet)
  if (quietHours === undefined) return wrong('Please give quiet hours as 22:00-06:00, or leave them empty.')
  const freezes = parseFreezes(form.freezes)
  if (freezes === undefined) {
    return wrong('Please give change freezes as 2026-12-20..2027-01-05, several with a comma between them.')
  }
  const { keyId } = form
  return {
    is: 'read',
    settings: { keyId, lifetimeDays, rotateBefore, soakHours, approval, timeZone, quietHours, freezes },
  }
}

/** A sentence where it cannot be. */
function parseBefore(text: string, lifetimeDays: number, longestDays: number | null): RotateBefore | string {
  if (text.trim() === '') return defaultRotateBefore(Math.min(lifetimeDays, longestDays ?? lifetimeDays))
  const [, number = '', unit = ''] = /^(\d{1,5})\s*(hours?|h|%|percent|days?|d)?$/i.exec(text.trim()) ?? []
  const value = Number(number)
  if (number === '') return 'Please say when to rotate as 168 hours, 7 days or 20 %.'
  if (unit.startsWith('%') || unit.toLowerCase() === 'percent') {
    return value >= 1 && value <= 90 ? { percent: value } : 'Please give the share of the lifetime from 1 % to 90 %.'
  }
  const hours = /^d/i.test(unit) ? value * 24 : value
  if (hours >= 1 && hours < lifetimeDays * 24) return { hours }
  return `Please rotate between one hour before the end and the whole lifetime of ${lifetimeDays} days.`
}

/** Undefined: it cannot be read; null: by default. */
function parseSoak(text: string): number | null | undefined {
  if (text.trim() === '') return null
  const [, number = '', unit = ''] = /^(\d{1,3})\s*(hours?|h|days?|d)?$/i.exec(text.trim()) ?? []
  const hours = Number(number) * (/^d/i.test(unit) ? 24 : 1)
  return hours >= 1 && hours <= MAX_SOAK_HOURS ? hours : undefined
}

const clock = '([01]\\d|2[0-3]):[0-5]\\d'

/** Undefined: it cannot be read; null: none. */
function parseQuiet(text: string): Enrollment['quietHours'] | undefined {
  const plain = text.trim()
  if (plain === '') return null
  const match = new RegExp(`^(${clock})\\s*[-–]\\s*(${clock})$`).exec(plain)
  const [, from, , to] = match ?? []
  return from === undefined || to === undefined || from === to ? undefined : { from, to }
}

function parseFreezes(text: string): Enrollment['freezes'] | undefined {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  const read = parts.map((part) => {
    const [, from = '', to = from] = /^(\d{4}-\d\d-\d\d)(?:\s*\.\.\s*(\d{4}-\d\d-\d\d))?$/.exec(part) ?? []
    return isDay(from) && isDay(to) && from <= to ? { from, to } : undefined
  })
  const known = read.filter((freeze) => freeze !== undefined)
  return known.length === parts.length && parts.length <= MAX_FREEZES ? known : undefined
}

function isDay(text: string): boolean {
  const parsed = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text)
}

function isZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

function wrong(problem: string): ParsedEnrollment {
  return { is: 'wrong', problem }
}
