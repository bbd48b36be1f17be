import { mkdir, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Cloud, startCloud } from '../cloud.ts'
import type { Chat } from '../control/control-api.ts'
import { startControl } from '../control/control-server.ts'
import { startAzurite } from './azurite.ts'
import { botEnvironment } from './bot-environment.ts'
import { startBot } from './bot-process.ts'
import type { Environment } from './child.ts'
import { runFirstPass } from './first-pass.ts'
import { freePort } from './free-port.ts'
import { type Launch, supervise } from './launch.ts'
import { startChats } from './start-chats.ts'

export interface Sandbox {
  readonly cloud: Cloud
  readonly controlUrl: string
  readonly botUrl: string
  readonly botLogPath: string
  /** Of the tables. */
  readonly connectionString: string
  readonly chats: readonly Chat[]
}

/** Starts the cloud, then Azurite, bot and chats side by side, then runs the first pass. */
export async function startSandbox(launch: Launch): Promise<Sandbox> {
  const { options, resources, home, say } = launch
  const { applications, seed, ports } = options
  const logs = { bot: resolve(home, 'bot.log'), pass: resolve(home, 'first-pass.log') }
  await mkdir(home, { recursive: true })
  for (const path of Object.values(logs)) await rm(path, { force: true })

  say('Starting the simulated cloud.')
  const storeFolder = resolve(home, 'authority')
  const cloud = await startCloud({
    applications,
    seed,
    port: await freePort(ports.cloud),
    storeFolder,
    withVercelToken: true,
  })
  resources.defer(cloud.stop)
  const chats: Chat[] = []
  const control = await startControl({ cloud, chats: () => chats }, await freePort(ports.control))
  resources.defer(control.stop)

  say(`Starting Azurite, the bot${options.withPlaygrounds ? ' and four chats' : ''}.`)
  const botPort = await freePort(ports.bot)
  const botUrl = `http://127.0.0.1:${botPort}/api/messages`
  const tables = startTables(launch)
  const environment = tables.then((connectionString) =>
    botEnvironment({ cloud, port: botPort, controlUrl: control.url, connectionString }),
  )
  const [, playgrounds] = await Promise.all([
    environment.then((env) => startSupervisedBot(launch, env, botPort, logs.bot)),
    startChats(launch, cloud.tenant, botUrl),
  ])
  for (const { personId, url, install } of playgrounds) {
    await install()
    chats.push({ personId, url })
  }

  say('Running the first pass.')
  const pass = runFirstPass(await environment, logs.pass, (line) => say(`  ${line}`))
  resources.defer(() => pass.child.stop())
  if (!(await pass.succeeded)) say(`The first pass had problems; its log is ${logs.pass}.`)
  return { cloud, controlUrl: control.url, botUrl, botLogPath: logs.bot, connectionString: await tables, chats }
}

/** Returns the connection string. */
async function startTables(launch: Launch): Promise<string> {
  const { ports, dataFolder } = launch.options
  const folder = resolve(dataFolder ?? resolve(launch.home, 'tables'))
  // The tenant starts afresh, so state about the one before would only confuse.
  if (dataFolder === undefined) await rm(folder, { recursive: true, force: true })
  const azurite = await startAzurite({ port: await freePort(ports.tables), folder })
  supervise(launch, azurite.child)
  return azurite.connectionString
}

async function startSupervisedBot(launch: Launch, env: Environment, port: number, logPath: string): Promise<void> {
  const bot = await startBot({
    env,
    port,
    logPath,
    onRestart: (exitCode) => launch.say(`The bot ended (${exitCode ?? 'killed'}) and is started again.`),
    onFailure: launch.fail,
  })
  launch.resources.defer(bot.stop)
}
