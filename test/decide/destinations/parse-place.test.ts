import { describe, expect, it } from 'vitest'
import { parsePlace } from '../../../src/decide/destinations/parse-place.ts'

const endpointId = '5eed0000-0000-4000-8000-000000000001'
const page = `_settings/adminservices?resourceId=${endpointId}`
const secret = 'https://payroll.vault.azure.net/secrets/payroll-secret'
const vaultId =
  '/subscriptions/44444444-4444-4444-8444-444444444444/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/payroll'

describe('a place as it is pasted', () => {
  it.each([
    [`https://dev.azure.com/contoso/Pay%20roll/${page}`, 'contoso', 'Pay roll'],
    [`https://Contoso.visualstudio.com/Pay%20roll/${page}`, 'contoso', 'Pay roll'],
    [`https://contoso.visualstudio.com/DefaultCollection/shop/${page}`, 'contoso', 'shop'],
  ])('is a service connection: %s', (text, organization, project) => {
    expect(parsePlace(text)).toEqual({ kind: 'devOps', organization, project, endpointId })
  })

  it.each([
    [secret, null],
    [`${secret}?grantOwnersOn=${vaultId}`, vaultId],
    [`${secret}?grantOwnersOn=${encodeURIComponent(vaultId)}`, vaultId],
  ])('is a vault secret, and says whether owners may read it: %s', (text, grantOwnersOn) => {
    const vaultUrl = 'https://payroll.vault.azure.net'
    expect(parsePlace(text)).toEqual({ kind: 'keyVault', vaultUrl, secretName: 'payroll-secret', grantOwnersOn })
  })

  it.each([
    `https://dev.azure.com/contoso/100%/${page}`,
    `https://dev.azure.com/%E0%A4%A/shop/${page}`,
    `https://dev.azure.com/contoso/${page}`,
    `https://dev.azure.com/contoso/shop/team/${page}`,
    `https://example.com/contoso/shop/${page}`,
    `https://dev.azure.com.example.com/contoso/shop/${page}`,
    `https://visualstudio.com/contoso/shop/${page}`,
    `https://contoso.visualstudio.com/${page}`,
    'https://%/secrets/x',
    `${secret}?grantOwnersOn=payroll`,
    `${secret}?grantOwnersOn=`,
    `${secret}?grantOwnersOn=${vaultId}/secrets/x`,
    `${secret}?grantOwnerOn=${vaultId}`,
    'vercel:shop/ENTRA_SECRET@production?redploy',
    'vercel:shop/ENTRA_SECRET@produktion',
  ])('is not understood: %s', (text) => {
    expect(parsePlace(text)).toBeUndefined()
  })

  it.each([
    ['vercel:shop/ENTRA_SECRET@production?team=team_1&redeploy', { teamId: 'team_1', redeploys: true }],
    ['vercel:shop/ENTRA_SECRET', { teamId: null, redeploys: false, environments: ['production'] }],
  ])('is a variable: %s', (text, target) => {
    expect(parsePlace(text)).toMatchObject({ kind: 'vercel', project: 'shop', variable: 'ENTRA_SECRET', ...target })
  })
})
