// Where the service's log lines and the vault's audit log are kept.

@description('Name of the workspace.')
param name string

@description('Region.')
param location string

@minValue(30)
@maxValue(730)
@description('Days that logs are kept. The record of decisions and rotations is in the tables and does not depend on it.')
param retentionInDays int = 30

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: name
  location: location
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: retentionInDays
  }
}

output workspaceId string = workspace.id
