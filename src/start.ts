import { createAppContext, type Overrides } from './app-context.ts'
import { parseConfig } from './config/config.ts'
import { readEnv } from './config/env.ts'
import { createLogger } from './logger.ts'
import { passOnDemand } from './run/answers/pass-on-demand.ts'
import { createBackground } from './run/background.ts'
import { runSchedule } from './run/run-schedule.ts'
import { stopService } from './run/stop-service.ts'

export interface Started {
  /** The port that is listened on. */
  readonly port: number
  /** Takes no new work, finishes what is under way, closes what is open. */
  stop(): Promise<void>
}

/** The service, as the environment configures it: bot, schedule and rotations. Throws `settings-invalid` before anything is opened. */
export async function start(overrides: Overrides = {}): Promise<Started> {
  const config = parseConfig(readEnv())
  const log = createLogger(config.logLevel)
  const { ctx, listen } = await createAppContext(config, log, overrides)
  const background = createBackground(log)
  const startPass = passOnDemand(ctx, background)
  const entrance = await listen({ background, startPass })
  const schedule = runSchedule(ctx)
  log.info(
    {
      port: entrance.port,
      dryRun: config.dryRun,
      authentication: config.bot.authentication,
      schedule: config.schedule,
    },
    config.dryRun ? 'Keyturn is ready; dry run, nothing will be changed' : 'Keyturn is ready',
  )
  return {
    port: entrance.port,
    stop: () => stopService(entrance, schedule, background),
  }
}
