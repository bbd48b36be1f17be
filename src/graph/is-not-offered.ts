import { KeyturnError } from '../domain/errors.ts'
import { GraphFailure } from './graph-failure.ts'

/** Answers of a tenant or cloud without the report, or without licence or permission for it. */
const statuses = [400, 403, 404, 501]

/** Whether a report that Keyturn can do without is simply not to be had here. */
export function isNotOffered(error: unknown): boolean {
  if (!(error instanceof KeyturnError) || !(error.cause instanceof GraphFailure)) return false
  return statuses.includes(error.cause.status ?? 0)
}
