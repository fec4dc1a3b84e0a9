/**
 * Taken when the agent starts: nock and others replace what the module holds, and would answer our
 * requests in place of the service.
 */
export const { Agent, ClientRequest } = require('node:http') as typeof import('node:http')
