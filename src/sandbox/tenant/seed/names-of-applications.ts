import type { Random } from './random.ts'

const subjects = [
  'Payroll',
  'Invoice',
  'Purchase order',
  'Travel expense',
  'Customer',
  'Warehouse',
  'Delivery route',
  'Contract',
  'Recruiting',
  'Training',
  'Budget',
  'Tax',
  'Fleet',
  'Badge reader',
  'Meeting room',
  'Newsletter',
  'Loyalty',
  'Returns',
  'Supplier',
  'Audit trail',
  'Sensor',
  'Price list',
  'Helpdesk',
  'Backup',
] as const
const purposes = [
  'export',
  'import',
  'archive',
  'sync',
  'portal',
  'connector',
  'reporting',
  'API',
  'mobile app',
  'webhook',
  'nightly job',
  'dashboard',
  'pipeline',
  'gateway',
  'notifier',
] as const
const variants = ['', '', '', '', ' (test)', ' (staging)', ' – Nordics', ' – Iberia', ' v2', ' legacy'] as const

/** Long lists get numbers, as careful administrators give them. */
export function applicationName(random: Random, place: number): string {
  const name = `${random.pick(subjects)} ${random.pick(purposes)}${random.pick(variants)}`
  return place > 2_000 ? `${name} ${place}` : name
}

/** What anybody who may register an application could write into its name. */
export const hostileNames: readonly (string | null)[] = [
  '[Click to keep your access](https://phish.example/login)',
  '{{DATE(2026-01-01T00:00:00Z,SHORT)}}',
  `$${'{$root.secret}'} and $${'{concat(1,2)}'}`,
  '<script>alert("x")</script><img src=x onerror=alert(1)>',
  'Payroll\u202Etxt.exe export',
  'First line\nSecond line\r\n# Heading\n- item',
  `Very long ${'name '.repeat(49)}`.trimEnd(),
  '🔑🔥 Key Rotation 👩‍💻 Ünïcödé',
  '<at>Everyone</at> read this',
  '**bold** _italics_ ~~gone~~ `code` | table |',
  'R&D #1 \'quoted\' "double" 100%',
  '   ',
  null,
]
