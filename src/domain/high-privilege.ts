/**
 * What the holder of an application permission can do, in a sentence for somebody who is to own the application: an owner
 * may add a credential and sign in as it. Source: "Microsoft Graph permissions reference" on Microsoft Learn.
 */
const powers: Readonly<Record<string, string>> = {
  'Application.ReadWrite.All': 'change every application of the tenant and add credentials to it',
  'AppRoleAssignment.ReadWrite.All': 'grant any permission to any application, this one included',
  'RoleManagement.ReadWrite.Directory': 'give anybody any administrator role',
  'Directory.ReadWrite.All': 'change users, groups and most of the directory',
  'Group.ReadWrite.All': 'change every group, its members and what they share',
  'User.ReadWrite.All': 'change every user',
  'Mail.ReadWrite': 'read and change the mail of every mailbox',
  'Mail.Send': 'send mail in the name of anybody',
  full_access_as_app: 'open every mailbox through Exchange',
  'Files.ReadWrite.All': 'read and change the files of everybody',
  'Sites.FullControl.All': 'do everything in every SharePoint site',
  'Sites.ReadWrite.All': 'read and change every SharePoint site',
}

/** For a permission without words of its own, its name says what there is to say. */
export function powerOf(permission: string): string {
  return powers[permission] ?? `use the permission ${permission} everywhere`
}
