// One call; then, when its span has been exported, whether a hook of require has been loaded.
const http = require('node:http')
const { getTracer } = require('outspan')

const server = http.createServer((_incoming, response) => response.end())
server.listen(0, '127.0.0.1', () => {
  http.get({ port: server.address().port }, response => {
    response.resume().on('close', async () => {
      server.close()
      await getTracer().flush()
      const { accepted } = getTracer().stats()
      const hooks = Object.keys(require.cache).filter(path => path.includes('in-the-middle'))
      console.log(JSON.stringify({ accepted, hooks }))
    })
  })
})
