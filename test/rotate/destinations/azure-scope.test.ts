import { expect, test } from 'vitest'
import { azureScope } from '../../../src/rotate/destinations/azure-resources.ts'

test.each([
  ['https://management.azure.com', 'https://management.azure.com/.default'],
  ['https://management.usgovcloudapi.net', 'https://management.usgovcloudapi.net/.default'],
  ['https://management.chinacloudapi.cn/', 'https://management.chinacloudapi.cn/.default'],
  ['https://localhost:4100', 'https://management.azure.com/.default'],
  ['http://127.0.0.1:4100', 'https://management.azure.com/.default'],
])('for %s a token is asked for %s', (url, scope) => expect(azureScope(url)).toBe(scope))
