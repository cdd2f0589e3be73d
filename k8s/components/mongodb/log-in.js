// For mongosh, before users.js: as the root user that the server was made with, as soon as it answers.
const { ROOT_PASSWORD } = process.env
const address = 'mongodb://mongodb:27017/admin?tls=true&tlsCAFile=/etc/shop/mongodb-ca/ca.crt'
for (db = undefined; db === undefined;) {
  try {
    db = connect(address)
  } catch {
    sleep(500) // it is starting
  }
}
db.auth('root', ROOT_PASSWORD)
load('/init/users.js')
