import { createEnvironment } from './environment.js'
import { Program } from './run-program.js'

type Variables = Readonly<Record<string, string>>

/** Starts programs, all with the same destination, and ends what is left of them. */
export class Launcher {
  readonly #common: Variables
  readonly #controller = new AbortController()

  /** @param common environment variables of all programs */
  constructor(common: Variables) {
    this.#common = common
  }

  /** Aborted when the programs are killed. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Starts a program with outspan as a preload. */
  preloaded(name: string, variables: Variables): Program {
    return this.#start(name, true, { OTEL_SERVICE_NAME: name, ...variables })
  }

  /** Starts a program that imports outspan. */
  plain(name: string, variables: Variables): Program {
    return this.#start(name, false, variables)
  }

  /** Kills what still runs; whoever waits for it gets an error with this message. */
  end(reason: string): void {
    this.#controller.abort(new Error(reason))
  }

  #start(name: string, preload: boolean, variables: Variables): Program {
    const environment = createEnvironment({ ...this.#common, ...variables })
    return new Program(name, { preload, environment, signal: this.signal })
  }
}
