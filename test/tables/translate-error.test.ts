import { RestError } from '@azure/data-tables'
import { describe, expect, it } from 'vitest'
import { KeyturnError } from '../../src/domain/errors.ts'
import { isConflict, isMissingRow, translateError } from '../../src/tables/translate-error.ts'

function anError(statusCode: number | undefined, code?: string): RestError {
  return new RestError('in the words of the service', { ...(statusCode && { statusCode }), ...(code && { code }) })
}

describe('an error of Table Storage', () => {
  it.each([401, 403])('with status %i names table and role', (status) => {
    const error = translateError(anError(status), 'keyturnPeople')
    expect(error).toMatchObject({ code: 'tables-denied', message: expect.stringContaining('keyturnPeople') })
    expect(error.message).toContain('Storage Table Data Contributor')
  })

  it('about a token says that the identity is at fault', () => {
    const cause = Object.assign(new Error('no token'), { name: 'CredentialUnavailableError' })
    expect(translateError(cause, 'keyturnPeople')).toMatchObject({ code: 'tables-denied', cause })
  })

  it.each([undefined, 408, 429, 500, 503])('with status %s leaves the outcome open', (status) => {
    const cause = anError(status)
    expect(translateError(cause, 'keyturnPeople')).toMatchObject({ code: 'tables-unreachable', cause })
  })

  it('that is no reply at all leaves the outcome open', () => {
    expect(translateError(new TypeError('aborted'), 'keyturnPeople').code).toBe('tables-unreachable')
  })

  it.each([400, 404, 413])('with status %i is a refusal', (status) => {
    expect(translateError(anError(status), 'keyturnPeople').code).toBe('tables-refused')
  })

  it('is translated once', () => {
    const error = new KeyturnError('tables-refused', 'too big')
    expect(translateError(error, 'keyturnPeople')).toBe(error)
  })

  it('counts as a conflict or an absence only about rows, not about the table', () => {
    for (const status of [404, 409, 412]) expect(isConflict(anError(status))).toBe(true)
    expect(isConflict(anError(500))).toBe(false)
    expect(isConflict(anError(404, 'TableNotFound'))).toBe(false)
    expect(isMissingRow(anError(404, 'ResourceNotFound'))).toBe(true)
    expect(isMissingRow(anError(404, 'TableNotFound'))).toBe(false)
  })
})
