// For mongosh beside mongod: begins the replica set, makes its root user while there is none, and then users.js's. Safe to run again.
const { readdirSync, readFileSync } = require('fs')
const secret = (name) => readFileSync(`/run/secrets/${name}`, 'utf8').trim()

function connected() {
  for (;;) {
    try {
      return connect(
        'mongodb://127.0.0.1:27017/admin?directConnection=true&tls=true&tlsCAFile=/etc/shop/mongodb-ca/ca.crt',
      )
    } catch {
      sleep(500) // it is starting
    }
  }
}

function logIn() {
  try {
    return db.auth('root', secret('mongodb_root_password')).ok === 1
  } catch {
    return false
  }
}

db = connected()
if (!logIn()) {
  try {
    rs.initiate({ _id: 'rs0', members: [{ _id: 0, host: 'mongodb:27017' }] })
  } catch (error) {
    if (error.codeName !== 'AlreadyInitialized') throw error
  }
  while (!db.hello().isWritablePrimary) sleep(200)
  db.createUser({ user: 'root', pwd: secret('mongodb_root_password'), roles: ['root'] })
  if (!logIn()) throw new Error('the root user cannot log in: deploy/secrets are not those this data was made with')
}
for (const name of readdirSync('/run/secrets')) {
  const [, user] = /^(\w+)_mongodb_password$/.exec(name) ?? []
  if (user) process.env[`${user.toUpperCase()}_PASSWORD`] = secret(name)
}
load('/init/users.js')
