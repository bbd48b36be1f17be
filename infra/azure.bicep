// Everything Keyturn needs in one resource group. No secret is created, read or passed on: the service
// signs in to the bot channel, Microsoft Graph, its tables and its vault with one managed identity.

@minLength(4)
@maxLength(20)
@description('Name of every resource: lower-case letters and digits, unique in Azure (storage accounts allow nothing else).')
param resourceBaseName string

@description('Region of all regional resources.')
param location string = resourceGroup().location

@maxLength(42)
@description('Name of the bot as Teams shows it.')
param botDisplayName string

@description('App Service plan. Basic (B1) is the smallest with Always On, without which no scheduled pass runs.')
param webAppSku string = 'B1'

@description('Redundancy of the storage account. Standard_ZRS survives the loss of a data center, where the region has zones.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param storageSku string = 'Standard_LRS'

@description('Object ids of the people who may run administrators\' commands, comma-separated, or none.')
param adminUserIds string

@description('Object id of a group whose members, nested ones too, may run administrators\' commands, or none.')
param adminGroupId string = 'none'

@description('Catalog id of the published Teams app, or none. When set, Keyturn installs itself for people who lack it.')
param teamsAppCatalogId string = 'none'

@description('Mailbox that mails people whom Teams does not reach, by object id or address, or none.')
param mailSender string = 'none'

@description('Days before the end of a credential at which the three alerts fall due.')
param alertDays string = '30,14,7'

@description('Cron pattern of the passes.')
param scanSchedule string = '0 6 * * *'

@description('IANA time zone of the schedule.')
param scanTimeZone string = 'UTC'

@description('Lifetime in days of the secrets that Keyturn makes, 1 to 730.')
param rotationLifetimeDays string = '90'

@description('While true, nothing in Entra, a vault or a destination is changed.')
@allowed(['true', 'false'])
param dryRun string = 'true'

@description('Least severe log entry that is written.')
param logLevel string = 'info'

@description('Further settings of the service, as NAME=value separated by semicolons, or none.')
param moreSettings string = 'none'

var moreSettingsList = moreSettings == 'none' ? [] : split(moreSettings, ';')

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: resourceBaseName
  location: location
}

module logs './modules/logs.bicep' = {
  name: 'logs'
  params: {
    name: resourceBaseName
    location: location
  }
}

module storage './modules/storage.bicep' = {
  name: 'storage'
  params: {
    name: resourceBaseName
    location: location
    sku: storageSku
    principalId: identity.properties.principalId
  }
}

module vault './modules/vault.bicep' = {
  name: 'vault'
  params: {
    name: resourceBaseName
    location: location
    principalId: identity.properties.principalId
    workspaceId: logs.outputs.workspaceId
  }
}

module webApp './modules/web-app.bicep' = {
  name: 'web-app'
  params: {
    name: resourceBaseName
    location: location
    sku: webAppSku
    identityResourceId: identity.id
    workspaceId: logs.outputs.workspaceId
    settings: {
      BOT_ID: identity.properties.clientId
      BOT_TYPE: 'UserAssignedMsi'
      BOT_TENANT_ID: identity.properties.tenantId
      AZURE_CLIENT_ID: identity.properties.clientId
      AZURE_STORAGE_ACCOUNT: storage.outputs.accountName
      KEY_VAULT_URL: vault.outputs.url
      TEAMS_APP_ID: teamsAppCatalogId == 'none' ? '' : teamsAppCatalogId
      ADMIN_USER_IDS: adminUserIds == 'none' ? '' : adminUserIds
      ADMIN_GROUP_ID: adminGroupId == 'none' ? '' : adminGroupId
      MAIL_SENDER: mailSender == 'none' ? '' : mailSender
      ALERT_DAYS: alertDays
      SCAN_SCHEDULE: scanSchedule
      SCAN_TIME_ZONE: scanTimeZone
      ROTATION_LIFETIME_DAYS: rotationLifetimeDays
      DRY_RUN: dryRun
      LOG_LEVEL: logLevel
    }
    moreSettings: toObject(
      moreSettingsList,
      entry => trim(split(entry, '=')[0]),
      entry => trim(substring(entry, indexOf(entry, '=') + 1))
    )
  }
}

module botRegistration './botRegistration/azurebot.bicep' = {
  name: 'bot-registration'
  params: {
    name: resourceBaseName
    displayName: botDisplayName
    identityResourceId: identity.id
    identityClientId: identity.properties.clientId
    identityTenantId: identity.properties.tenantId
    botDomain: webApp.outputs.domain
  }
}

// Outputs are written to env/.env.<environment> under these names.
output AZURE_APP_SERVICE_RESOURCE_ID string = webApp.outputs.resourceId
output AZURE_IDENTITY_PRINCIPAL_ID string = identity.properties.principalId
output BOT_ID string = identity.properties.clientId
output BOT_TENANT_ID string = identity.properties.tenantId
output BOT_DOMAIN string = webApp.outputs.domain
