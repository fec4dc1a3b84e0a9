// So many requests on so many kept-alive connections, each with its next one when it is answered.
const { connect } = require('node:net')

const [port, host, requests, inFlight] = process.argv.slice(2)
const request = `GET /items/42 HTTP/1.1\r\nhost: ${host}\r\nuser-agent: load\r\naccept: */*\r\n\r\n`
let left = Number(requests)

for (let i = 0; i < Number(inFlight); i++) {
  const socket = connect(Number(port), '127.0.0.1').setNoDelay()
  const next = () => (left-- > 0 ? socket.write(request) : socket.destroy())
  socket.on('connect', next)
  socket.on('data', data => {
    if (data.includes('{"ok":true}')) next()
  })
}
