/**
 * For a vault's client before anything else is asked of it: the library's first request goes out empty to learn where
 * tokens come from; a write beside it would go out empty too.
 */
export function onceItSucceeds(start: () => Promise<unknown>): () => Promise<unknown> {
  let started: Promise<unknown> | undefined
  return async () => {
    started ??= start()
    try {
      return await started
    } catch (error) {
      started = undefined
      throw error
    }
  }
}
