// The vault where every new secret is put first, before it is delivered anywhere.

@minLength(3)
@maxLength(24)
@description('Name of the vault, unique in Azure.')
param name string

@description('Region.')
param location string

@description('Object id of the identity that writes and reads secrets.')
param principalId string

@description('Log Analytics workspace that records who read or wrote which secret.')
param workspaceId string

// What Keyturn does in its own vault: secrets, certificates, and signing with their keys to try new ones out.
var roles = [
  'b86a8fe4-44ce-4948-aee5-eccb2c155cd7' // Key Vault Secrets Officer
  'a4417e6f-fecd-4de8-b567-7b0420556985' // Key Vault Certificates Officer
  '12338af0-0e69-4776-bea7-57ae8d297424' // Key Vault Crypto User
]

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: name
  location: location
  properties: {
    tenantId: subscription().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    // Cannot be taken back: a deleted vault keeps its name until the 90 days are over.
    enablePurgeProtection: true
  }
}

resource access 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in roles: {
    name: guid(vault.id, principalId, role)
    scope: vault
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

resource auditLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'audit'
  scope: vault
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'AuditEvent'
        enabled: true
      }
    ]
  }
}

output url string = vault.properties.vaultUri
