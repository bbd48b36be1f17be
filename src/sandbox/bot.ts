import { start } from '../start.ts'
import { controlUrl } from './launch/control-url.ts'
import { connectClock } from './remote-clock.ts'

const { stop } = await start({ clock: await connectClock(controlUrl()) })
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stop().finally(() => process.exit()))
}
