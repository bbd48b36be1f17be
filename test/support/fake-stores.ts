import { KeyturnError } from '../../src/domain/errors.ts'
import { createLogger } from '../../src/logger.ts'
import type { Clock, Log } from '../../src/ports.ts'
import { assembleStores, type Stores } from '../../src/tables/assemble-stores.ts'
import { tableNames } from '../../src/tables/open-tables.ts'
import { createFakeTable, type FakeTable } from './fake-table.ts'

type StoreName = Exclude<keyof Stores, 'ping'>
/** `rotations.move`, `cards.change`, … */
export type StoreMethod = { [Name in StoreName]: `${Name}.${string & keyof Stores[Name]}` }[StoreName]

export interface FakeStores extends Stores {
  /** The method's next call throws: `before` it had any effect, or `after`, as when a reply is lost. */
  failNext(method: StoreMethod, when: 'before' | 'after', error?: Error): void
  /** The tables behind the stores, to plant what the stores themselves would never write. */
  readonly tables: Readonly<Record<keyof typeof tableNames, FakeTable>>
}

/** Methods that hand out rows one by one: they fail while they are read. */
const scans: readonly string[] = [
  'holders.traces',
  'holders.list',
  'people.all',
  'cards.all',
  'lists.all',
] satisfies StoreMethod[]

interface Failure {
  readonly when: 'before' | 'after'
  readonly error: Error
}

/** The real stores on tables in memory, so that tests above them meet the same semantics. */
export function createFakeStores(clock: Clock, log: Log = createLogger('silent')): FakeStores {
  const tables = {
    holders: createFakeTable(tableNames.holders),
    people: createFakeTable(tableNames.people),
    records: createFakeTable(tableNames.records),
    conversations: createFakeTable(tableNames.conversations),
    passes: createFakeTable(tableNames.passes),
  }
  const failures = new Map<string, Failure[]>()
  const stores = assembleStores({ ...tables, log }, clock)
  const failing = <Store extends object>(name: StoreName, store: Store) => failingStore(name, store, failures)
  return {
    holders: failing('holders', stores.holders),
    people: failing('people', stores.people),
    cards: failing('cards', stores.cards),
    lists: failing('lists', stores.lists),
    outbox: failing('outbox', stores.outbox),
    rotations: failing('rotations', stores.rotations),
    notices: failing('notices', stores.notices),
    announcements: failing('announcements', stores.announcements),
    enrollments: failing('enrollments', stores.enrollments),
    configured: failing('configured', stores.configured),
    approvals: failing('approvals', stores.approvals),
    nominations: failing('nominations', stores.nominations),
    successions: failing('successions', stores.successions),
    audit: failing('audit', stores.audit),
    passes: failing('passes', stores.passes),
    leases: failing('leases', stores.leases),
    conversations: failing('conversations', stores.conversations),
    imports: failing('imports', stores.imports),
    ping: stores.ping,
    tables,
    failNext(method, when, error = new KeyturnError('tables-unreachable', `${method} failed ${when} its effect`)) {
      failures.set(method, [...(failures.get(method) ?? []), { when, error }])
    },
  }
}

/** The same store, whose methods look for a failure that was ordered for them. */
function failingStore<Store extends object>(name: StoreName, store: Store, failures: Map<string, Failure[]>): Store {
  return new Proxy(store, {
    get(target, property) {
      const method: unknown = Reflect.get(target, property)
      if (typeof method !== 'function') return method
      return (...args: unknown[]) => {
        const failure = failures.get(`${name}.${String(property)}`)?.shift()
        if (failure === undefined) return Reflect.apply(method, target, args)
        const run = (): unknown => Reflect.apply(method, target, args)
        return scans.includes(`${name}.${String(property)}`) ? failScan(failure, run) : failCall(failure, run)
      }
    },
  })
}

async function failCall({ when, error }: Failure, run: () => unknown): Promise<never> {
  if (when === 'after') await run()
  throw error
}

/** Fails before the first row, or after the last one. */
async function* failScan({ when, error }: Failure, run: () => unknown): AsyncGenerator<unknown> {
  if (when === 'after') yield* run() as AsyncIterable<unknown>
  throw error
}
