{{ counted_rows('products', ['name', 'category', 'list_price_amount']) }}
