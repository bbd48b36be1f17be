/** What a change to credentials takes. */
export const credentialPermission =
  'Application.ReadWrite.All (or Application.ReadWrite.OwnedBy, with Keyturn as owner)'
