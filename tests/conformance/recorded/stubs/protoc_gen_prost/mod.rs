// @generated
pub mod shop {
    // @@protoc_insertion_point(attribute:shop.v1)
    pub mod v1 {
        include!("shop/v1/shop.v1.rs");
        // @@protoc_insertion_point(shop.v1)
    }
}
