/**
 * The three metadata functions that `@peculiar/x509` asks of its environment when it loads. Import before it.
 */
const metadata = new WeakMap<object, Map<unknown, unknown>>()

function defineMetadata(key: unknown, value: unknown, target: object): void {
  const own = metadata.get(target) ?? new Map<unknown, unknown>()
  metadata.set(target, own.set(key, value))
}

function getOwnMetadata(key: unknown, target: object): unknown {
  return metadata.get(target)?.get(key)
}

function getMetadata(key: unknown, target: object | null): unknown {
  if (target === null) return undefined
  return getOwnMetadata(key, target) ?? getMetadata(key, Reflect.getPrototypeOf(target))
}

Object.assign(Reflect, { defineMetadata, getOwnMetadata, getMetadata })
