export const controlUrlVariable = 'KEYTURN_SANDBOX_CONTROL_URL'

/** Where the sandbox that started this process has its control API. */
export function controlUrl(): string {
  const url = process.env[controlUrlVariable]
  if (url === undefined) throw new Error(`${controlUrlVariable} is not set. Start this through: npm run sandbox`)
  return url
}
