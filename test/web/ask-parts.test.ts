import { describe, expect, it } from 'vitest'
import { askParts } from '../../src/web/ask-parts.ts'

const answers = async () => {}

describe('the parts that a ready service needs', () => {
  it('are ok where they answer', async () => {
    expect(await askParts({ tables: answers, identity: answers })).toEqual({ tables: 'ok', identity: 'ok' })
  })

  it('are named where they fail', async () => {
    const fails = () => Promise.reject(new Error('canary'))
    expect(await askParts({ tables: fails, identity: answers })).toEqual({ tables: 'does not answer', identity: 'ok' })
  })

  it('are not waited for where they hang', async () => {
    const hangs = () => new Promise<void>(() => {})
    expect(await askParts({ tables: hangs, identity: answers }, 1)).toEqual({
      tables: 'does not answer',
      identity: 'ok',
    })
  })
})
