import { expect, it } from 'vitest'
import { stopService } from '../../src/run/stop-service.ts'

it('a service that stops begins nothing by the clock while connections are still open', async () => {
  const events: string[] = []
  const connections = Promise.withResolvers<void>()
  const stopped = stopService(
    { close: () => connections.promise.then(() => void events.push('connections closed')) },
    { stop: async () => void events.push('schedule stopped') },
    { drain: async () => void events.push('answers finished') },
  )
  expect(events).toEqual(['schedule stopped'])
  connections.resolve()
  await stopped
  expect(events).toEqual(['schedule stopped', 'connections closed', 'answers finished'])
})
