/** Packages whose versions integrations look at, and those that they are tested with; also for doctor. */
export const coveredVersions = {
  express: '>=4 <6',
  fastify: '>=4 <6',
  koa: '>=2 <4',
  '@nestjs/core': '^11',
  undici: '>=5 <9'
} as const satisfies Readonly<Record<string, string>>
