import { ConfigurationBotFrameworkAuthentication } from 'botbuilder'

type Parent = ConfigurationBotFrameworkAuthentication
type Settings = ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>[0]
type Credentials = ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>[1]
type Identity = Parameters<Parent['createConnectorFactory']>
type ConnectorFactory = ReturnType<Parent['createConnectorFactory']>

/**
 * Hands out connector clients that send each request once and wait no longer than `timeoutMs` for its answer. The
 * SDK's own repeat a POST up to three times on 429, 5xx and lost connections, so that a card whose answer was lost is
 * delivered twice and reported as one.
 */
export class SingleAttemptAuthentication extends ConfigurationBotFrameworkAuthentication {
  readonly #timeoutMs: number

  constructor(settings: Settings, credentials: Credentials, timeoutMs: number) {
    super(settings, credentials)
    this.#timeoutMs = timeoutMs
  }

  override createConnectorFactory(...identity: Identity): ConnectorFactory {
    const factory = super.createConnectorFactory(...identity)
    const timeoutMs = this.#timeoutMs
    return {
      async create(serviceUrl, audience) {
        const connector = await factory.create(serviceUrl, audience)
        limitToOneAttempt(connector, timeoutMs)
        return connector
      },
    }
  }
}

/** The declared option `noRetryPolicy` is ignored by botframework-connector 4.23.3; only the pipeline itself helps. */
function limitToOneAttempt(connector: object, timeoutMs: number): void {
  const client: unknown = Reflect.get(connector, 'client')
  const removed = hasPipeline(client) ? client.pipeline.removePolicy({ name: 'defaultRetryPolicy' }) : []
  if (!hasPipeline(client) || removed.length !== 1) {
    throw new Error('The Bot Framework connector has changed: its retries could not be switched off')
  }
  client.pipeline.addPolicy({
    name: 'timeout',
    sendRequest(request, next) {
      request.timeout = timeoutMs
      return next(request)
    },
  })
}

interface HasPipeline {
  readonly pipeline: {
    removePolicy(which: { name: string }): readonly unknown[]
    addPolicy(policy: {
      name: string
      sendRequest<Request extends { timeout: number }, Answer>(
        request: Request,
        next: (request: Request) => Promise<Answer>,
      ): Promise<Answer>
    }): void
  }
}

function hasPipeline(client: unknown): client is HasPipeline {
  if (typeof client !== 'object' || client === null || !('pipeline' in client)) return false
  const { pipeline } = client
  return typeof pipeline === 'object' && pipeline !== null && 'removePolicy' in pipeline && 'addPolicy' in pipeline
}
