/** A rule that finds nothing proves nothing: each finds what is broken for it here. */
import { readResources } from './resource.ts'
import { rules } from './rules.ts'
import { unreadSettings, wrongSettings } from './settings.ts'
import { validator, versions } from './validated.ts'

/** One Deployment as careless as they come, and what stands around it. */
const careless = readResources(`
apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
apiVersion: v1
kind: Secret
metadata: { name: tokens }
---
apiVersion: v1
kind: Service
metadata: { name: order }
spec: { selector: { app.kubernetes.io/name: order }, ports: [{ port: 80, targetPort: web }] }
---
apiVersion: v1
kind: Service
metadata: { name: order }
spec: { selector: { app.kubernetes.io/name: order }, ports: [{ port: 4001 }] }
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: order }
spec: { scaleTargetRef: { name: order } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: settings }
data: { POTR: '4001', JWT_SECRET: short }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: order }
spec: { podSelector: {}, policyTypes: [], ingress: [{ ports: [{ port: 4002 }] }, { ports: [{ port: http }] }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: order }
spec:
  replicas: 2
  template:
    metadata: { labels: { app.kubernetes.io/name: order } }
    spec:
      hostNetwork: true
      volumes: [{ name: node, hostPath: { path: / } }]
      containers:
        - name: order
          image: order:latest
          ports: [{ name: http, containerPort: 4001 }]
          envFrom: [{ configMapRef: { name: nowhere } }, { configMapRef: { name: settings } }]
          livenessProbe: { httpGet: { path: /health/ready, port: http } }
          readinessProbe: { httpGet: { path: /health/ready, port: http } }
        - { name: pay, image: pay:latest, ports: [{ name: http, containerPort: 4003 }] }
`)

test.each(Object.entries(rules))('is found: not %s', (_rule, problems) => {
  expect(problems(careless)).not.toEqual([])
})

test('a wrong setting, and one that is not read, are found', () => {
  expect(wrongSettings(careless)).toEqual([expect.stringContaining('JWT_SECRET')])
  expect(unreadSettings(careless)).toEqual(['ConfigMap settings: no process reads POTR'])
})

test.each(versions)('%s knows a misspelt field, a wrong type, and a kind that is not there', (version) => {
  const problems = validator(version)(
    readResources(`
apiVersion: apps/v1
kind: Deployment
metadata: { name: order }
spec:
  replicas: two
  selector: { matchLabels: {} }
  template: { metadata: {}, spec: { containers: [{ name: order, image: x, livenesProbe: {} }] } }
---
apiVersion: apps/v1beta1
kind: Deployment
metadata: { name: pay }
`),
  )
  expect(problems).toEqual([
    expect.stringContaining('Deployment order/spec/replicas: must be integer'),
    expect.stringContaining('livenesProbe'),
    'Deployment pay: apps/v1beta1 Deployment is not among the schemas',
  ])
})
