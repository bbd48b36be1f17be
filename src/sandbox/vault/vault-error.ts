/** Key Vault's error reply. */
export function vaultError(
  status: number,
  code: string,
  message: string,
  options: { innerCode?: string; headers?: Record<string, string> } = {},
): Response {
  const { innerCode, headers = {} } = options
  const error = { code, message, ...(innerCode !== undefined && { innererror: { code: innerCode } }) }
  return Response.json({ error }, { status, headers })
}

export function badParameter(message: string): Response {
  return vaultError(400, 'BadParameter', message)
}

export function secretNotFound(name: string): Response {
  const explanation = `A secret with (name/id) ${name} was not found in this key vault.`
  return vaultError(404, 'SecretNotFound', explanation)
}

export function certificateNotFound(name: string): Response {
  const explanation = `A certificate with (name/id) ${name} was not found in this key vault.`
  return vaultError(404, 'CertificateNotFound', explanation)
}

export function deletedButRecoverable(name: string, what = 'Secret'): Response {
  const message =
    `${what} ${name} is currently in a deleted but recoverable state, and its name cannot be reused; ` +
    `in this state, the ${what.toLowerCase()} can only be recovered or purged.`
  return vaultError(409, 'Conflict', message, { innerCode: 'ObjectIsDeletedButRecoverable' })
}
