/** Who is logged in: what stands in the header, as a menu's button or before that is loaded. */
export function Account({ user }: { readonly user: string }) {
  return (
    <>
      <span className="avatar" aria-hidden="true" data-letter={user.slice(0, 1).toUpperCase()} />
      <span className="account-name">{user}</span>
    </>
  )
}
