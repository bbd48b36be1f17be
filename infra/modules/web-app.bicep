// The service: Node on Linux, started from its package, reachable over HTTPS alone.

@minLength(2)
@maxLength(60)
@description('Name of the web app, unique in Azure: the service answers at <name>.azurewebsites.net.')
param name string

@description('Region.')
param location string

@description('App Service plan: Basic or better, for Always On.')
param sku string

@description('Resource id of the identity the service signs in with.')
param identityResourceId string

@description('Log Analytics workspace for the service\'s log lines.')
param workspaceId string

@description('Settings of the service by the names in its README. An empty text counts as not set.')
param settings object

@description('Further settings by name; those above win.')
param moreSettings object

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: name
  location: location
  kind: 'linux'
  sku: {
    name: sku
  }
  properties: {
    reserved: true // Azure's word for Linux
  }
}

resource site 'Microsoft.Web/sites@2024-11-01' = {
  name: name
  location: location
  kind: 'app,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityResourceId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    siteConfig: {
      linuxFxVersion: 'NODE|24-lts'
      appCommandLine: 'npm start'
      alwaysOn: true
      healthCheckPath: '/healthz'
      http20Enabled: true
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      remoteDebuggingEnabled: false
    }
  }
}

resource appSettings 'Microsoft.Web/sites/config@2024-11-01' = {
  parent: site
  name: 'appsettings'
  properties: union(moreSettings, settings, {
    // Mounts the deployed zip read-only: no half-copied deployment is ever started.
    WEBSITE_RUN_FROM_PACKAGE: '1'
  })
}

// Deployment signs in with Entra; user name and password are refused.
resource noBasicFtp 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-11-01' = {
  parent: site
  name: 'ftp'
  properties: {
    allow: false
  }
}

resource noBasicScm 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-11-01' = {
  parent: site
  name: 'scm'
  properties: {
    allow: false
  }
}

resource consoleLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'console'
  scope: site
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'AppServiceConsoleLogs'
        enabled: true
      }
      {
        category: 'AppServicePlatformLogs'
        enabled: true
      }
    ]
  }
}

output resourceId string = site.id
output domain string = site.properties.defaultHostName
