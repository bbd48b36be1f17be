import process from 'node:process'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Preloaded into a measured process: collects garbage every second and says, as its last line on stderr, the largest
 * heap that was still in use. Peak memory as the system sees it says more about how lazily garbage is collected.
 */
setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')
let largestHeap = 0

const timer = setInterval(() => {
  collectGarbage()
  largestHeap = Math.max(largestHeap, process.memoryUsage().heapUsed)
}, 1_000)
timer.unref()

process.on('exit', () => process.stderr.write(`largest-heap ${largestHeap}\n`))
