export interface SeededRunbook {
  /** ARM id of the Automation account. */
  readonly accountId: string
  readonly name: string
  /** `New`, `Edit` or `Published`. */
  readonly state: string
  /** E.g. `PowerShell72`. */
  readonly runbookType: string
  /** The status that its jobs end in. */
  readonly endsIn: string
  /** What its jobs then report as their exception. */
  readonly exception: string | null
}

export interface StoredJob {
  readonly accountId: string
  /** What the path calls it. */
  readonly name: string
  readonly runbook: string
  readonly parameters: Readonly<Record<string, string>>
  readonly status: string
}

/** Automation accounts in memory: an account is there once it has a runbook. */
export interface AutomationStore {
  seed(runbook: Partial<SeededRunbook> & Pick<SeededRunbook, 'accountId' | 'name'>): void
  setStatus(jobName: string, status: string): void
  forgetJobs(): void
  jobs(): readonly StoredJob[]
  hasAccount(accountId: string): boolean
  runbook(accountId: string, name: string): SeededRunbook | undefined
  job(accountId: string, name: string): StoredJob | undefined
  /** In the status `New`. */
  addJob(job: Omit<StoredJob, 'status'>): StoredJob
  /** One status on: from New over Running to the one in which the runbook's jobs end. */
  advance(job: StoredJob): void
}

export function createAutomationStore(): AutomationStore {
  const runbooks = new Map<string, SeededRunbook>()
  const jobs = new Map<string, StoredJob>()

  function put(job: StoredJob): StoredJob {
    jobs.set(keyOf(job.accountId, job.name), job)
    return job
  }
  const runbook = (accountId: string, name: string) => runbooks.get(keyOf(accountId, name))

  return {
    seed(changes) {
      const seeded = {
        state: 'Published',
        runbookType: 'PowerShell72',
        endsIn: 'Completed',
        exception: null,
        ...changes,
      }
      runbooks.set(keyOf(seeded.accountId, seeded.name), seeded)
    },
    setStatus(jobName, status) {
      for (const job of jobs.values()) if (job.name === jobName) put({ ...job, status })
    },
    forgetJobs: () => jobs.clear(),
    jobs: () => [...jobs.values()],
    hasAccount: (accountId) =>
      [...runbooks.values()].some((one) => one.accountId.toLowerCase() === accountId.toLowerCase()),
    runbook,
    job: (accountId, name) => jobs.get(keyOf(accountId, name)),
    addJob: (job) => put({ ...job, status: 'New' }),
    advance(job) {
      if (job.status === 'New') put({ ...job, status: 'Running' })
      if (job.status === 'Running') put({ ...job, status: runbook(job.accountId, job.runbook)?.endsIn ?? 'Failed' })
    },
  }
}

/** ARM compares names without regard to case. */
function keyOf(accountId: string, name: string): string {
  return `${accountId}/${name}`.toLowerCase()
}
