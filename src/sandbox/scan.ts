import { scanOnce } from '../scan-once.ts'
import { controlUrl } from './launch/control-url.ts'
import { connectClock } from './remote-clock.ts'

process.exit(await scanOnce(process.argv.slice(2), { clock: await connectClock(controlUrl()) }))
