// Registers the service as a bot and connects it to Microsoft Teams.

@minLength(2)
@maxLength(64)
@description('Name of the bot resource, unique in Azure.')
param name string

@maxLength(42)
@description('Name of the bot as Teams shows it.')
param displayName string

@description('Resource id of the identity the bot signs in with.')
param identityResourceId string

@description('Client id of that identity: the bot\'s id.')
param identityClientId string

@description('Home tenant of that identity.')
param identityTenantId string

@description('Host name at which the service answers.')
param botDomain string

@description('Teams is a standard channel: free in F0, without a limit on messages.')
param sku string = 'F0'

resource bot 'Microsoft.BotService/botServices@2022-09-15' = {
  name: name
  location: 'global'
  kind: 'azurebot'
  sku: {
    name: sku
  }
  properties: {
    displayName: displayName
    endpoint: 'https://${botDomain}/api/messages'
    msaAppType: 'UserAssignedMSI'
    msaAppId: identityClientId
    msaAppMSIResourceId: identityResourceId
    msaAppTenantId: identityTenantId
  }
}

resource teamsChannel 'Microsoft.BotService/botServices/channels@2022-09-15' = {
  parent: bot
  name: 'MsTeamsChannel'
  location: 'global'
  properties: {
    channelName: 'MsTeamsChannel'
  }
}
