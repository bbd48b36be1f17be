import { describe, expect, it } from 'vitest'
import type { Rotation } from '../../src/domain/rotation.ts'
import { noticeOf } from '../../src/domain/rotation-notice.ts'
import { aRotation, now } from '../support/builders.ts'

function told(from: Partial<Rotation>, to: Partial<Rotation>) {
  return noticeOf(aRotation(from), aRotation({ ...from, ...to }))
}

describe('what owners are told of a rotation', () => {
  it.each([
    ['escrowed', 'awaitingDeployment', 'made'],
    ['soaking', 'awaitingDeployment', 'parked'],
    ['delivering', 'parked', 'parked'],
    ['retiring', 'done', 'retired'],
    ['minting', 'failed', 'failed'],
    ['approved', 'cancelled', 'failed'],
    ['soaking', 'cancelled', 'failed'],
    ['escrowed', 'delivering', undefined],
    ['proposed', 'cancelled', undefined],
  ] as const)('%s to %s is %s', (from, to, kind) => {
    expect(told({ state: from }, { state: to })?.kind).toBe(kind)
  })

  it('has one word for the delivery, however often it is repeated, and also after somebody had to look', () => {
    expect(told({ state: 'delivering' }, { state: 'soaking', deliveredAt: now })?.kind).toBe('delivered')
    expect(told({ state: 'awaitingDeployment' }, { state: 'soaking', deliveredAt: now })?.kind).toBe('delivered')
    expect(told({ state: 'delivering', deliveredAt: now }, { state: 'soaking' })).toBeUndefined()
  })

  it('has been heard by whoever clicked, and by nobody where the schedule began it', () => {
    expect(told({ state: 'escrowed' }, { state: 'awaitingDeployment' })?.heard).toHaveLength(1)
    expect(told({ state: 'escrowed', isUnattended: true }, { state: 'awaitingDeployment' })?.heard).toEqual([])
    expect(told({ state: 'delivering' }, { state: 'parked' })?.heard).toEqual([])
  })
})
