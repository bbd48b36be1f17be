import { constants, createHash, type KeyObject, privateEncrypt, randomBytes } from 'node:crypto'

const hashBytes = 32

/** PS256 over a SHA-256 digest (RFC 8017, 9.1.1): Node signs data alone, and a vault is given the digest. */
export function signDigest(key: KeyObject, digest: Buffer): Buffer {
  const length = (key.asymmetricKeyDetails?.modulusLength ?? 2048) / 8
  const salt = randomBytes(hashBytes)
  const hash = sha256(Buffer.concat([Buffer.alloc(8), digest, salt]))
  const block = Buffer.alloc(length - hashBytes - 1)
  block[block.length - hashBytes - 1] = 1
  salt.copy(block, block.length - hashBytes)
  const mask = maskFrom(hash, block.length)
  const masked = block.map((byte, index) => byte ^ (mask[index] ?? 0))
  masked[0] = (masked[0] ?? 0) & 0x7f
  const encoded = Buffer.concat([masked, hash, Buffer.from([0xbc])])
  return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, encoded)
}

function maskFrom(seed: Buffer, length: number): Buffer {
  const parts = Array.from({ length: Math.ceil(length / hashBytes) }, (_, index) => {
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(index)
    return sha256(Buffer.concat([seed, counter]))
  })
  return Buffer.concat(parts).subarray(0, length)
}

function sha256(data: Buffer): Buffer {
  return createHash('sha256').update(data).digest()
}
