import { randomUUID } from 'node:crypto'

export type VariableType = 'plain' | 'encrypted' | 'sensitive' | 'system'

export interface StoredVariable {
  readonly id: string
  readonly key: string
  readonly value: string
  readonly type: VariableType
  readonly target: readonly string[]
  readonly gitBranch: string | null
  readonly customEnvironmentIds: readonly string[]
  readonly createdAt: number
  readonly updatedAt: number
}
export type NewVariable = Pick<StoredVariable, 'key' | 'value'> &
  Partial<Pick<StoredVariable, 'type' | 'target' | 'gitBranch' | 'customEnvironmentIds'>>

export interface DeploymentState {
  readonly readyState: 'QUEUED' | 'INITIALIZING' | 'BUILDING' | 'READY' | 'ERROR' | 'CANCELED' | 'BLOCKED'
  readonly readySubstate?: 'STAGED' | 'ROLLING' | 'PROMOTED'
  readonly aliasAssigned?: boolean
  readonly aliasError?: { readonly code: string; readonly message: string } | null
  readonly errorCode?: string
}

export interface StoredDeployment {
  readonly uid: string
  readonly name: string
  readonly projectId: string
  readonly target: 'production' | null
  readonly meta: Readonly<Record<string, string>>
  readonly createdAt: number
  /** Values by name, as they were when it was made. */
  readonly environment: Readonly<Record<string, string>>
}

export interface VercelProjectSeed {
  readonly id: string
  readonly name: string
  readonly teamId: string | null
}

/** Projects with variables and deployments, in memory. A deployment is built a minute after it was made, by `now`. */
export interface VercelProjects {
  addProject(seed: VercelProjectSeed): void
  /** By id or name. */
  project(idOrName: string): VercelProjectSeed | undefined
  variables(projectId: string): readonly StoredVariable[]
  addVariable(projectId: string, variable: NewVariable): StoredVariable
  changeVariable(id: string, change: Partial<Omit<StoredVariable, 'id'>>): StoredVariable | undefined
  removeVariable(id: string): void
  /** Newest first. */
  deployments(projectId: string): readonly StoredDeployment[]
  deployment(uid: string): StoredDeployment | undefined
  addDeployment(projectId: string, made?: Partial<Pick<StoredDeployment, 'target' | 'meta'>>): StoredDeployment
  stateOf(deployment: StoredDeployment): DeploymentState
  /** Ends or holds a deployment in a state, whatever the time. */
  settle(uid: string, state: DeploymentState): void
  /** What the application in production uses: the newest promoted deployment's value. */
  valueInProduction(projectId: string, key: string): string | undefined
  clear(): void
}

const BUILD_MS = 60_000

export function createVercelProjects(now: () => Date): VercelProjects {
  const projects: VercelProjectSeed[] = []
  const variables = new Map<string, StoredVariable & { readonly projectId: string }>()
  const deployed: StoredDeployment[] = []
  const settled = new Map<string, DeploymentState>()

  const variablesOf = (projectId: string) => [...variables.values()].filter((one) => one.projectId === projectId)
  const deploymentsOf = (projectId: string) => deployed.filter((one) => one.projectId === projectId).toReversed()
  const stateOf = ({ uid, createdAt }: StoredDeployment): DeploymentState =>
    settled.get(uid) ??
    (now().getTime() < createdAt + BUILD_MS
      ? { readyState: 'BUILDING', aliasAssigned: false }
      : { readyState: 'READY', readySubstate: 'PROMOTED', aliasAssigned: true })

  return {
    addProject: (seed) => void projects.push(seed),
    project: (idOrName) => projects.find(({ id, name }) => id === idOrName || name === idOrName),
    variables: variablesOf,
    addVariable(projectId, variable) {
      const { key, value, type = 'encrypted', target = ['preview'], gitBranch = null } = variable
      const { customEnvironmentIds = [] } = variable
      const id = `env${randomUUID().slice(0, 8)}`
      const at = now().getTime()
      const added = {
        id,
        key,
        value,
        type,
        target,
        gitBranch,
        customEnvironmentIds,
        createdAt: at,
        updatedAt: at,
        projectId,
      }
      variables.set(id, added)
      return added
    },
    changeVariable(id, change) {
      const before = variables.get(id)
      if (before === undefined) return undefined
      const after = { ...before, ...change, updatedAt: now().getTime() }
      variables.set(id, after)
      return after
    },
    removeVariable: (id) => void variables.delete(id),
    deployments: deploymentsOf,
    deployment: (uid) => deployed.find((one) => one.uid === uid),
    addDeployment(projectId, { target = 'production', meta = {} } = {}) {
      const name = projects.find(({ id }) => id === projectId)?.name ?? projectId
      const inForce = variablesOf(projectId).filter((one) => one.target.includes(target ?? 'preview'))
      const environment = Object.fromEntries(inForce.map(({ key, value }) => [key, value]))
      const uid = `dpl_${randomUUID().replaceAll('-', '').slice(0, 24)}`
      const made = { uid, name, projectId, target, meta, createdAt: now().getTime(), environment }
      deployed.push(made)
      return made
    },
    stateOf,
    settle: (uid, state) => void settled.set(uid, state),
    valueInProduction(projectId, key) {
      const live = deploymentsOf(projectId).find(
        (one) => one.target === 'production' && stateOf(one).readySubstate === 'PROMOTED',
      )
      return live?.environment[key]
    },
    clear() {
      projects.length = 0
      deployed.length = 0
      variables.clear()
      settled.clear()
    },
  }
}
