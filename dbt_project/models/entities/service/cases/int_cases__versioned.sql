{{ entity() }}
