import process from 'node:process'

/** Preloaded into a measured process: says its peak memory in bytes as its last line on stderr. */
process.on('exit', () => {
  process.stderr.write(`peak-memory ${process.resourceUsage().maxRSS * 1024}\n`)
})
