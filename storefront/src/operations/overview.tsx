import { Link } from 'react-router'
import { DataTable } from '../components/data-table.tsx'
import { Failed } from '../components/states.tsx'
import { ThroughputDocument } from '../generated/graphql.ts'
import { useLastingQuery } from '../graph/hooks.ts'
import { useFormats, useText } from '../language/language.tsx'
import { ThroughputCharts } from './throughput-charts.tsx'
import type { LiveOperations } from './use-operations.ts'

const THROUGHPUT_EVERY_MS = 10_000

export function Overview({ update }: { readonly update: LiveOperations }) {
  const t = useText()
  const { data, error } = useLastingQuery(
    ThroughputDocument,
    {},
    { revalidate: true, pollInterval: THROUGHPUT_EVERY_MS },
  )
  return (
    <div className="console-parts">
      {data && <ThroughputCharts minutes={data.throughput} now={update} />}
      {!data && error && <Failed error={error} />}
      <section>
        <h2>{t('operations.inFlight.title')}</h2>
        <InFlight orders={update.ordersInFlight} />
      </section>
      <section>
        <h2>{t('operations.services')}</h2>
        <Services services={update.services} />
      </section>
      <section>
        <h2>{t('operations.invariants')}</h2>
        <Invariants broken={update.brokenInvariants} />
      </section>
    </div>
  )
}

function InFlight({ orders }: { readonly orders: LiveOperations['ordersInFlight'] }) {
  const t = useText()
  const { number, ago } = useFormats()
  if (orders.length === 0) return <p className="hint">{t('operations.inFlight.none')}</p>
  return (
    <DataTable
      caption={t('operations.inFlight.title')}
      columns={[
        { name: 'waitingFor', head: t('operations.waitingFor') },
        { name: 'orders', head: t('me.orders'), figure: true },
        { name: 'oldest', head: t('operations.oldest'), figure: true },
      ]}
      rows={orders.map((row) => ({
        key: row.waitingFor,
        cells: {
          waitingFor: t(`operations.waitingFor.${row.waitingFor}`),
          orders: number(row.orders),
          oldest: ago(row.oldestSince),
        },
      }))}
    />
  )
}

function Services({ services }: { readonly services: LiveOperations['services'] }) {
  const t = useText()
  const { number, seconds } = useFormats()
  return (
    <DataTable
      caption={t('operations.services')}
      columns={[
        { name: 'name', head: t('operations.service') },
        { name: 'state', head: t('operations.state') },
        { name: 'replicas', head: t('operations.replicas'), figure: true },
        { name: 'lag', head: t('operations.lag'), figure: true },
        { name: 'outbox', head: t('operations.outbox'), figure: true },
        { name: 'deadLetters', head: t('operations.deadLetters'), figure: true },
      ]}
      rows={services.map((service) => ({
        key: service.name,
        cells: {
          name: <code>{service.name}</code>,
          state: <State service={service} />,
          replicas: number(service.replicas),
          lag: service.consumerLag === null ? '–' : number(service.consumerLag),
          outbox: service.outboxAgeSeconds === null ? '–' : seconds(service.outboxAgeSeconds),
          deadLetters: <LetterCount service={service} />,
        },
      }))}
    />
  )
}

type ServiceProps = { readonly service: LiveOperations['services'][number] }

function LetterCount({ service: { name, deadLetters } }: ServiceProps) {
  const t = useText()
  const { number } = useFormats()
  if (deadLetters === null) return '–'
  if (deadLetters === 0) return number(0)
  return (
    <Link
      to={`?tab=dead-letters&service=${name}`}
      aria-label={`${t('operations.deadLetters')}: ${name}, ${deadLetters}`}
    >
      {number(deadLetters)}
    </Link>
  )
}

/** By colour and by word. */
function State({ service: { ready, replicas, missing } }: ServiceProps) {
  const t = useText()
  const state = replicas === 0 ? 'away' : ready ? (missing.length > 0 ? 'lacking' : 'ready') : 'notReady'
  const tone = { away: 'bad', notReady: 'bad', lacking: 'active', ready: 'good' }[state]
  return (
    <>
      <span className={`badge badge-${tone}`}>{t(`operations.state.${state}`)}</span>
      {missing.length > 0 && <span className="hint"> {t('operations.missing', { what: missing.join(', ') })}</span>}
    </>
  )
}

function Invariants({ broken }: { readonly broken: LiveOperations['brokenInvariants'] }) {
  const t = useText()
  const { number } = useFormats()
  if (broken.length === 0) return <p className="hint">{t('operations.invariants.hold')}</p>
  return (
    <DataTable
      caption={t('operations.invariants')}
      columns={[
        { name: 'service', head: t('operations.service') },
        { name: 'invariant', head: t('operations.invariant') },
        { name: 'documents', head: t('operations.documents'), figure: true },
      ]}
      rows={broken.map(({ service, invariant, documents }) => ({
        key: `${service} ${invariant}`,
        cells: {
          service: <code>{service}</code>,
          invariant: (
            <>
              <span className="badge badge-bad">{t('operations.broken')}</span> <code>{invariant}</code>
            </>
          ),
          documents: number(documents),
        },
      }))}
    />
  )
}
