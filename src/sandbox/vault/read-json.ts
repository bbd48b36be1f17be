import { ZodError } from 'zod/v4'
import { badParameter } from './vault-error.ts'

/** A request's body; undefined where it is empty. Throws a SyntaxError. */
export async function readJson(request: Request): Promise<unknown> {
  const text = await request.text()
  return text === '' ? undefined : JSON.parse(text)
}

/** The reply to a body that could not be read or is not what was expected; other errors are thrown on. */
export function refuseBody(error: unknown): Response {
  if (error instanceof ZodError) return badParameter(error.issues.map((issue) => issue.message).join('; '))
  if (error instanceof SyntaxError) return badParameter('The body is not JSON.')
  throw error
}
