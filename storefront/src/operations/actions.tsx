import { DataTable } from '../components/data-table.tsx'
import { More } from '../components/more.tsx'
import { Empty, Failed, Loading } from '../components/states.tsx'
import { OperatorActionsDocument } from '../generated/graphql.ts'
import { useGrowingList } from '../graph/list.ts'
import { useFormats, useText } from '../language/language.tsx'

/** What operators did, who, when and why. */
export function Actions() {
  const t = useText()
  const { moment, number } = useFormats()
  const {
    list: actions,
    error,
    more,
  } = useGrowingList(
    OperatorActionsDocument,
    (page) => page,
    (data) => data.operatorActions,
  )
  if (!actions) return error ? <Failed error={error} /> : <Loading />
  if (actions.edges.length === 0) {
    return (
      <Empty title={t('operations.actions.none')}>
        <p>{t('operations.actions.about')}</p>
      </Empty>
    )
  }
  return (
    <>
      <DataTable
        caption={t('operations.actions')}
        columns={[
          { name: 'at', head: t('operations.at') },
          { name: 'user', head: t('operations.who') },
          { name: 'action', head: t('operations.action') },
          { name: 'subject', head: t('operations.subject') },
          { name: 'reason', head: t('operations.reason') },
          { name: 'affected', head: t('operations.affected'), figure: true },
        ]}
        rows={actions.edges.map(({ node: { id, at, user, action, state, subject, reason, affected } }) => ({
          key: id,
          cells: {
            at: <time dateTime={at}>{moment(at)}</time>,
            user: user.id,
            action: (
              <>
                <span className={`badge badge-${action === 'DISCARD_DEAD_LETTERS' ? 'bad' : 'good'}`}>
                  {t(`operations.action.${action}`)}
                </span>{' '}
                {state === 'UNDER_WAY' && <span className="badge badge-active">{t('operations.action.underWay')}</span>}
              </>
            ),
            subject: <bdi>{subject}</bdi>,
            reason: <bdi>{reason ?? '–'}</bdi>,
            affected: number(affected),
          },
        }))}
      />
      {more && <More {...more} />}
    </>
  )
}
