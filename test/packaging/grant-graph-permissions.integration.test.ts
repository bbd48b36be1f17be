import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { projectFileUrl, readProjectFile } from '../support/project-file.ts'

const script = fileURLToPath(projectFileUrl('infra/grant-graph-permissions.sh'))
const principal = '33333333-3333-4333-8333-333333333333'

/** Answers the script's three questions, and writes down what is granted, like the Azure CLI signed in to a tenant. */
const fakeAzureCli = `#!/usr/bin/env bash
case "$*" in
  *'--method post'*) echo "$*" | grep -o 'role-[A-Za-z.]*' >>"$FAKE_TENANT" ;;
  *appRoleAssignments*) cat "$FAKE_TENANT" ;;
  *'select=id'*) echo graph-object-id ;;
  *'select=appRoles'*)
    for name in Application.Read.All User.Read.All Application.ReadWrite.OwnedBy Application.ReadWrite.All \\
      Directory.Read.All GroupMember.Read.All TeamsAppInstallation.ReadWriteSelfForUser.All AuditLog.Read.All Policy.Read.All Mail.Send; do
      printf 'role-%s\\t%s\\n' "$name" "$name"
    done ;;
  *) exit 9 ;;
esac
`

let folder = ''
let tenant = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyturn-az-'))
  tenant = join(folder, 'granted')
  writeFileSync(tenant, '')
  writeFileSync(join(folder, 'az'), fakeAzureCli)
  chmodSync(join(folder, 'az'), 0o755)
})

afterEach(() => rmSync(folder, { recursive: true }))

test('reading is all that is granted unless more is asked for', () => {
  grant()
  expect(granted()).toEqual(['Application.Read.All', 'User.Read.All'])
})

test('what is granted already is not granted twice', () => {
  grant('--rotate', 'owned', '--sign-ins')
  const before = granted()
  expect(grant('--rotate', 'owned', '--sign-ins')).toMatch(/^(had .+\n){4}$/)
  expect(granted()).toEqual(before)
})

test('two options with the same permission grant it once', () => {
  grant('--rotate', 'all', '--assign-owners')
  expect(granted().filter((name) => name === 'Application.ReadWrite.All')).toHaveLength(1)
})

test('every option grants what the tenant knows under that name', () => {
  grant(
    '--rotate',
    'owned',
    '--assign-owners',
    '--admin-group',
    '--install',
    '--secret-lifetimes',
    '--sign-ins',
    '--mail',
  )
  expect(granted()).toHaveLength(10)
})

test('a dry run grants nothing', () => {
  expect(grant('--install', '--dry-run')).toContain('would    TeamsAppInstallation.ReadWriteSelfForUser.All')
  expect(granted()).toEqual([])
})

test('permissions beyond those asked for are named and left alone', () => {
  grant('--rotate', 'all')
  expect(grant()).toContain('more     Application.ReadWrite.All')
  expect(granted()).toContain('Application.ReadWrite.All')
})

test.each([[['--rotate', 'some']], [['--principal']], [['--unknown']]])('%j ends in the usage', (options) => {
  const { status, stderr } = spawnSync(script, options, { env: environment(), encoding: 'utf8' })
  expect({ status, usage: stderr.startsWith('Usage:') }).toEqual({ status: 2, usage: true })
  expect(granted()).toEqual([])
})

test('the readme explains exactly the permissions that the script can grant', () => {
  const named = (path: string) =>
    [...new Set(readProjectFile(path).match(/\b[A-Z][A-Za-z]+\.(Send\b|Read\w*\.(All|OwnedBy|\w+\.All))/g))].sort()
  expect(named('infra/readme.md')).toEqual(named('infra/grant-graph-permissions.sh'))
})

function grant(...options: string[]): string {
  return execFileSync(script, ['--principal', principal, ...options], { env: environment(), encoding: 'utf8' })
}

function granted(): string[] {
  return readFileSync(tenant, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((role) => role.replace('role-', ''))
}

function environment(): Record<string, string> {
  return { PATH: `${folder}${delimiter}${process.env.PATH ?? ''}`, FAKE_TENANT: tenant }
}
