import { BlockList, isIP } from 'node:net'

/**
 * Addresses that are not on the public internet, by IANA's special-purpose registries; beside them 168.63.129.16, where
 * each Azure machine reaches the platform that runs it, although it is numbered like a public one.
 */
const blocked4 = new BlockList()
/** Apart, because a list holds IPv4 addresses against IPv6 rules as well, in their mapped form. */
const blocked6 = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  blocked4.addSubnet(net, bits, 'ipv4')
}
// Only 2000::/3 is public; of it, 2002::/16 and 2001::/32 carry IPv4 addresses of anywhere.
for (const [net, bits] of [
  ['::', 3],
  ['2001::', 32],
  ['2002::', 16],
  ['4000::', 2],
  ['8000::', 1],
] as const) {
  blocked6.addSubnet(net, bits, 'ipv6')
}

/** Whether an IP address is private, loopback, link-local or otherwise not public. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return blocked4.check(address, 'ipv4')
  return family === 0 || blocked6.check(address, 'ipv6')
}
