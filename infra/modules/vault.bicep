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

// Key Vault Secrets Officer
var secretsOfficer = 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'

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

resource secretAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, principalId, secretsOfficer)
  scope: vault
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsOfficer)
  }
}

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
