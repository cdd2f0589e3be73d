/* Generated from schema.graphql by `npm run generate`: change that, not this. */
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { AccountOwner } from '../store.ts';
import type { PointEntrySource, PointEntryOrder } from '../point-entries.ts';
import type { RequestContext } from '@shop/subgraph-server/context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A moment: RFC 3339, UTC, with milliseconds. */
  DateTime: { input: string; output: string; }
  _FieldSet: { input: string; output: string; }
};

export type Query = {
  /** The caller. Null without a login. */
  readonly me?: Maybe<User>;
  /** A user: oneself, or, with the role admin, anybody. Null for others. */
  readonly user?: Maybe<User>;
};


export type QueryUserArgs = {
  id: Scalars['ID']['input'];
};

export type Mutation = {
  /** Gives points to a user. Role: admin. */
  readonly addPoints: User;
};


export type MutationAddPointsArgs = {
  input: AddPointsInput;
};

/** Somebody who buys with points. */
export type User = {
  /** The `sub` of the user's tokens. */
  readonly id: Scalars['ID']['output'];
  /** The balance; 0 where none were ever added. Null, with FORBIDDEN, for a carrier who looks at somebody else. */
  readonly points?: Maybe<Scalars['Int']['output']>;
  /** What changed the balance, newest first. Null, with FORBIDDEN, for a carrier who looks at somebody else. */
  readonly pointHistory?: Maybe<PointEntryConnection>;
};


/** Somebody who buys with points. */
export type UserPointHistoryArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

/** What changed a balance. */
export type PointEntryKind =
  /** Given by an admin. */
  | 'ADDED'
  /** Taken for an order. */
  | 'CHARGED'
  /** Given back for a cancelled order. */
  | 'REFUNDED';

/** One change of a balance. */
export type PointEntry = {
  /** The same for every reader. */
  readonly id: Scalars['ID']['output'];
  /** When it happened. */
  readonly at: Scalars['DateTime']['output'];
  /** What it was. */
  readonly kind: PointEntryKind;
  /** Points, signed: what the balance grew by. */
  readonly amount: Scalars['Int']['output'];
  /** The balance after it. */
  readonly balance: Scalars['Int']['output'];
  /** The order it was for; null where it was for none. */
  readonly order?: Maybe<Order>;
};

export type Order = {
  readonly id: Scalars['ID']['output'];
};

/** Points to be given to a user. */
export type AddPointsInput = {
  /** 1 to 64 letters, digits, "-" and "_". */
  readonly userId: Scalars['ID']['input'];
  /** Points; 1 or more. What would leave Int's range in sum is refused. */
  readonly amount: Scalars['Int']['input'];
  /** 1 to 128 printable ASCII characters, in the caller's scope: what is sent again under the same key is done once. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** A page of a point history. */
export type PointEntryConnection = {
  /** The entries of this page. */
  readonly edges: ReadonlyArray<PointEntryEdge>;
  /** Where the page begins and ends. */
  readonly pageInfo: PageInfo;
};

/** An entry in a page. */
export type PointEntryEdge = {
  /** Its place in the list: a page may begin `after` it. */
  readonly cursor: Scalars['String']['output'];
  /** The entry. */
  readonly node: PointEntry;
};

/** Where a page of a list begins and ends, as Relay has it. */
export type PageInfo = {
  /** Whether there is more after this page. */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** Whether there is something before this page. */
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  /** The first cursor; null where the page is empty. */
  readonly startCursor?: Maybe<Scalars['String']['output']>;
  /** The last cursor; null where the page is empty. */
  readonly endCursor?: Maybe<Scalars['String']['output']>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  User: User;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  User: ResolverTypeWrapper<AccountOwner>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  PointEntryKind: PointEntryKind;
  PointEntry: ResolverTypeWrapper<PointEntrySource>;
  Order: ResolverTypeWrapper<PointEntryOrder>;
  AddPointsInput: AddPointsInput;
  PointEntryConnection: ResolverTypeWrapper<Omit<PointEntryConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['PointEntryEdge']> }>;
  PointEntryEdge: ResolverTypeWrapper<Omit<PointEntryEdge, 'node'> & { node: ResolversTypes['PointEntry'] }>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  DateTime: Scalars['DateTime']['output'];
  Query: Record<PropertyKey, never>;
  ID: Scalars['ID']['output'];
  Mutation: Record<PropertyKey, never>;
  User: AccountOwner;
  Int: Scalars['Int']['output'];
  String: Scalars['String']['output'];
  PointEntry: PointEntrySource;
  Order: PointEntryOrder;
  AddPointsInput: AddPointsInput;
  PointEntryConnection: Omit<PointEntryConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['PointEntryEdge']> };
  PointEntryEdge: Omit<PointEntryEdge, 'node'> & { node: ResolversParentTypes['PointEntry'] };
  PageInfo: PageInfo;
  Boolean: Scalars['Boolean']['output'];
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type QueryResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  me?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<QueryUserArgs, 'id'>>;
};

export type MutationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  addPoints?: Resolver<ResolversTypes['User'], ParentType, ContextType, RequireFields<MutationAddPointsArgs, 'input'>>;
};

export type UserResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  points?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  pointHistory?: Resolver<Maybe<ResolversTypes['PointEntryConnection']>, ParentType, ContextType, RequireFields<UserPointHistoryArgs, 'first'>>;
};

export type PointEntryResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PointEntry'] = ResolversParentTypes['PointEntry']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['PointEntryKind'], ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  balance?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  order?: Resolver<Maybe<ResolversTypes['Order']>, ParentType, ContextType>;
};

export type OrderResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Order'] = ResolversParentTypes['Order']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type PointEntryConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PointEntryConnection'] = ResolversParentTypes['PointEntryConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['PointEntryEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type PointEntryEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PointEntryEdge'] = ResolversParentTypes['PointEntryEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['PointEntry'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = RequestContext> = {
  DateTime?: GraphQLScalarType;
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  PointEntry?: PointEntryResolvers<ContextType>;
  Order?: OrderResolvers<ContextType>;
  PointEntryConnection?: PointEntryConnectionResolvers<ContextType>;
  PointEntryEdge?: PointEntryEdgeResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
};

