import { type DestinationStream, type Logger, pino } from 'pino'

export type { Logger } from 'pino'

/**
 * JSON lines with static messages and fields. Redaction is the second net: secret texts hide themselves,
 * and no caller logs a request, but restify and the SDKs may hand one over.
 */
export function createLogger(level: string, stream?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        'authorization',
        '*.authorization',
        '*.headers.authorization',
        'secretText',
        '*.secretText',
        'err.request',
        'err.response',
        'err.config',
      ],
      censor: '[redacted]',
    },
  }
  return stream === undefined ? pino(options) : pino(options, stream)
}
