import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { ScanSummary } from '../../domain/scan-summary.ts'

const preload = fileURLToPath(import.meta.resolve('./report-memory.ts'))
const entry = fileURLToPath(import.meta.resolve('../../scan-once.ts'))

export interface MeasuredPass {
  readonly summary: ScanSummary
  readonly heapBytes: number
}

/** Runs `npm run scan -- --json` as a process of its own and reads its last lines. */
export async function measurePass(environment: Readonly<Record<string, string>>): Promise<MeasuredPass> {
  const child = spawn(process.execPath, ['--import', preload, entry, '--json'], {
    env: { ...process.env, LOG_LEVEL: 'silent', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)]
  await once(child, 'close')
  const line = stdout().trimEnd().split('\n').at(-1) ?? ''
  const memory = /largest-heap (\d+)/.exec(stderr())?.[1]
  if (!line.startsWith('{') || memory === undefined) throw new Error(`The pass printed no summary: ${stderr()}`)
  return { summary: JSON.parse(line), heapBytes: Number(memory) }
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: string[] = []
  stream.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk))
  return () => chunks.join('')
}
