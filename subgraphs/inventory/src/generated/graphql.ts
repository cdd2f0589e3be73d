/* Generated from schema.graphql by `npm run generate`: change that, not this. */
import type { GraphQLResolveInfo } from 'graphql';
import type { KnownProduct } from '../domain/product.ts';
import type { ProductUpdateSource } from '../product-updates.ts';
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
  _FieldSet: { input: string; output: string; }
};

export type Query = {
  /** One product. Null where there is none. Public. */
  readonly product?: Maybe<Product>;
  /** All products, by id. Public. */
  readonly products: ProductConnection;
};


export type QueryProductArgs = {
  id: Scalars['ID']['input'];
};


export type QueryProductsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  search?: InputMaybe<Scalars['String']['input']>;
};

export type Mutation = {
  /** Puts a new product on the shelf. An id that is taken: ALREADY_EXISTS, and nothing changes. Role: admin. */
  readonly addProduct: Product;
  /** Adds units to a product's stock. Role: admin. */
  readonly restockProduct: Product;
  /** Changes the price of one unit; orders that have their price keep it. Role: admin. */
  readonly changeProductPrice: Product;
};


export type MutationAddProductArgs = {
  input: AddProductInput;
};


export type MutationRestockProductArgs = {
  input: RestockProductInput;
};


export type MutationChangeProductPriceArgs = {
  input: ChangeProductPriceInput;
};

export type Subscription = {
  /**
   * A product's stock: first as it is, then after every change. Public.
   * NOT_FOUND at once for a product that is not there.
   */
  readonly stockChanged: StockUpdate;
  /**
   * A product's stock and price: first as they are, then after every change of either. Public.
   * NOT_FOUND at once for a product that is not there.
   */
  readonly productChanged: ProductUpdate;
};


export type SubscriptionStockChangedArgs = {
  productId: Scalars['ID']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
};


export type SubscriptionProductChangedArgs = {
  productId: Scalars['ID']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
};

/** Something to buy. */
export type Product = {
  /** 1 to 64 letters, digits, "-" and "_". */
  readonly id: Scalars['ID']['output'];
  /** 1 to 200 characters, as they were given: any script. */
  readonly name: Scalars['String']['output'];
  /** Points for one unit. */
  readonly price: Scalars['Int']['output'];
  /** Units that are free to order. */
  readonly stock: Scalars['Int']['output'];
};

/** A product to be added. */
export type AddProductInput = {
  /** 1 to 64 letters, digits, "-" and "_". Default: a new one. */
  readonly id?: InputMaybe<Scalars['ID']['input']>;
  /** 1 to 200 characters. */
  readonly name: Scalars['String']['input'];
  /** Points for one unit; 0 or more. */
  readonly price: Scalars['Int']['input'];
  /** Units to begin with; 0 or more. */
  readonly stock: Scalars['Int']['input'];
};

/** Units to be added to a product's stock. */
export type RestockProductInput = {
  /** The product that they came for. */
  readonly productId: Scalars['ID']['input'];
  /** Units that came; 1 or more. What would leave Int's range in sum is refused. */
  readonly quantity: Scalars['Int']['input'];
  /** 1 to 128 printable ASCII characters, in the caller's scope: what is sent again under the same key is done once. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** A new price for a product. */
export type ChangeProductPriceInput = {
  /** The product whose price changes. */
  readonly productId: Scalars['ID']['input'];
  /** Points for one unit; 0 or more. */
  readonly price: Scalars['Int']['input'];
};

/** A product's stock at one moment. */
export type StockUpdate = {
  /** Give it as `after` to go on from here. */
  readonly cursor: Scalars['String']['output'];
  /** Units that were free to order then. */
  readonly stock: Scalars['Int']['output'];
  /** The product as it is now. */
  readonly product: Product;
};

/** A product's stock and price at one moment. */
export type ProductUpdate = {
  /** Give it as `after` to go on from here. */
  readonly cursor: Scalars['String']['output'];
  /** Units that were free to order then. */
  readonly stock: Scalars['Int']['output'];
  /** Points for one unit then. */
  readonly price: Scalars['Int']['output'];
  /** The product as it is now. */
  readonly product: Product;
};

/** A page of products. */
export type ProductConnection = {
  /** The products of this page. */
  readonly edges: ReadonlyArray<ProductEdge>;
  /** Where the page begins and ends. */
  readonly pageInfo: PageInfo;
};

/** A product in a page. */
export type ProductEdge = {
  /** Its place in the list: a page may begin `after` it. */
  readonly cursor: Scalars['String']['output'];
  /** The product. */
  readonly node: Product;
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
  Product: Product;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Product:
    ( { __typename: 'Product' }
    & GraphQLRecursivePick<FederationTypes['Product'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Product: ResolverTypeWrapper<KnownProduct>;
  AddProductInput: AddProductInput;
  RestockProductInput: RestockProductInput;
  ChangeProductPriceInput: ChangeProductPriceInput;
  StockUpdate: ResolverTypeWrapper<ProductUpdateSource>;
  ProductUpdate: ResolverTypeWrapper<ProductUpdateSource>;
  ProductConnection: ResolverTypeWrapper<Omit<ProductConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['ProductEdge']> }>;
  ProductEdge: ResolverTypeWrapper<Omit<ProductEdge, 'node'> & { node: ResolversTypes['Product'] }>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Query: Record<PropertyKey, never>;
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  String: Scalars['String']['output'];
  Mutation: Record<PropertyKey, never>;
  Subscription: Record<PropertyKey, never>;
  Product: KnownProduct;
  AddProductInput: AddProductInput;
  RestockProductInput: RestockProductInput;
  ChangeProductPriceInput: ChangeProductPriceInput;
  StockUpdate: ProductUpdateSource;
  ProductUpdate: ProductUpdateSource;
  ProductConnection: Omit<ProductConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['ProductEdge']> };
  ProductEdge: Omit<ProductEdge, 'node'> & { node: ResolversParentTypes['Product'] };
  PageInfo: PageInfo;
  Boolean: Scalars['Boolean']['output'];
};

export type QueryResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  product?: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType, RequireFields<QueryProductArgs, 'id'>>;
  products?: Resolver<ResolversTypes['ProductConnection'], ParentType, ContextType, RequireFields<QueryProductsArgs, 'first'>>;
};

export type MutationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  addProduct?: Resolver<ResolversTypes['Product'], ParentType, ContextType, RequireFields<MutationAddProductArgs, 'input'>>;
  restockProduct?: Resolver<ResolversTypes['Product'], ParentType, ContextType, RequireFields<MutationRestockProductArgs, 'input'>>;
  changeProductPrice?: Resolver<ResolversTypes['Product'], ParentType, ContextType, RequireFields<MutationChangeProductPriceArgs, 'input'>>;
};

export type SubscriptionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  stockChanged?: SubscriptionResolver<ResolversTypes['StockUpdate'], "stockChanged", ParentType, ContextType, RequireFields<SubscriptionStockChangedArgs, 'productId'>>;
  productChanged?: SubscriptionResolver<ResolversTypes['ProductUpdate'], "productChanged", ParentType, ContextType, RequireFields<SubscriptionProductChangedArgs, 'productId'>>;
};

export type ProductResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Product'] = ResolversParentTypes['Product'], FederationReferenceType extends FederationReferenceTypes['Product'] = FederationReferenceTypes['Product']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Product']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  price?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  stock?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type StockUpdateResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['StockUpdate'] = ResolversParentTypes['StockUpdate']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  stock?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  product?: Resolver<ResolversTypes['Product'], ParentType, ContextType>;
};

export type ProductUpdateResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ProductUpdate'] = ResolversParentTypes['ProductUpdate']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  stock?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  price?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  product?: Resolver<ResolversTypes['Product'], ParentType, ContextType>;
};

export type ProductConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ProductConnection'] = ResolversParentTypes['ProductConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ProductEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ProductEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ProductEdge'] = ResolversParentTypes['ProductEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Product'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = RequestContext> = {
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  Product?: ProductResolvers<ContextType>;
  StockUpdate?: StockUpdateResolvers<ContextType>;
  ProductUpdate?: ProductUpdateResolvers<ContextType>;
  ProductConnection?: ProductConnectionResolvers<ContextType>;
  ProductEdge?: ProductEdgeResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
};

