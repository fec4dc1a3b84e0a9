import { startFromEnvironment } from './agent.js'
import { ConfigurationError } from './diagnostics/errors.js'
import { logger } from './diagnostics/logger.js'
import { describeError } from './hooks/guard.js'

/** The preload: tracing starts, or one line says why it does not; the program runs either way. */
try {
  startFromEnvironment()
} catch (error) {
  const reason = error instanceof ConfigurationError ? error.message : describeError(error)
  logger.error('start', `${reason}; the program runs untraced`)
}
